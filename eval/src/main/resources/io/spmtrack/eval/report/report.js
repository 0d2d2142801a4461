'use strict';
// Sorts a table by the clicked column; a second click turns the order round.
for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, column) => {
    const cell = row.cells[column];
    const number = Number(cell.dataset.value ?? cell.textContent);
    return Number.isNaN(number) ? cell.textContent : number;
  };
  const order = (a, b) => typeof a === 'number' && typeof b === 'number'
      ? a - b : String(a).localeCompare(String(b), undefined, {numeric: true});
  const sort = column => {
    const down = heads[column].getAttribute('aria-sort') === 'ascending';
    heads.forEach(head => head.removeAttribute('aria-sort'));
    heads[column].setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => (down ? -1 : 1) * order(value(a, column), value(b, column)));
    table.tBodies[0].append(...rows);
  };
  heads.forEach((head, column) => {
    if (head.classList.contains('fixed')) {
      return;
    }
    head.tabIndex = 0;
    head.addEventListener('click', () => sort(column));
    head.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        sort(column);
      }
    });
  });
}
// A link to a sequence opens its frames.
const open = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
};
window.addEventListener('hashchange', open);
open();
// Figures are saved as SVG, tables as CSV and LaTeX; nothing leaves the page.
const save = (name, type, text) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type}));
  link.download = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') + '.' + type.split('/')[1].replace(/\W.*/, '');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
const button = (parent, text, label, action) => {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.setAttribute('aria-label', label);
  made.addEventListener('click', action);
  parent.append(made);
};
// What the style sheet says becomes attributes, so that the drawing looks alike in any program.
const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linejoin',
  'font-family', 'font-size', 'vector-effect'];
const drawing = svg => {
  const copy = svg.cloneNode(true);
  const copies = [copy, ...copy.querySelectorAll('*')];
  [svg, ...svg.querySelectorAll('*')].forEach((element, i) => {
    const style = getComputedStyle(element);
    STYLES.forEach(name => copies[i].setAttribute(name, style.getPropertyValue(name)));
    copies[i].removeAttribute('class');
  });
  const box = svg.viewBox.baseVal;
  copy.setAttribute('width', box.width);
  copy.setAttribute('height', box.height);
  const ground = document.createElementNS(svg.namespaceURI, 'rect');
  ground.setAttribute('width', box.width);
  ground.setAttribute('height', box.height);
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
};
for (const figure of document.querySelectorAll('figure.chart, figure.moment')) {
  const name = figure.querySelector('figcaption').firstChild.textContent;
  button(figure, 'SVG', 'Save as SVG: ' + name, () => save(name, 'image/svg+xml', drawing(figure.querySelector('svg'))));
}
const cells = table => [...table.rows].map(row => [...row.cells]
    .filter((cell, i) => !table.rows[0].cells[i].classList.contains('fixed')).map(cell => cell.textContent.trim()));
const csv = table => cells(table)
    .map(row => row.map(text => /[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text).join(',') + '\r\n').join('');
const LATEX = {'\\': '\\textbackslash{}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}', '\u2013': '--'};
const latex = table => {
  const rows = cells(table)
      .map(row => row.map(text => text.replace(/[\\~^\u2013&%$#_{}]/g, sign => LATEX[sign] ?? '\\' + sign)).join(' & ') + ' \\\\\n');
  return '% needs \\usepackage{booktabs}\n\\begin{tabular}{l' + 'r'.repeat(cells(table)[0].length - 1) + '}\n\\toprule\n'
      + rows[0] + '\\midrule\n' + rows.slice(1).join('') + '\\bottomrule\n\\end{tabular}\n';
};
for (const table of document.querySelectorAll('table[data-name]')) {
  const bar = document.createElement('div');
  bar.className = 'save';
  const name = table.closest('section').querySelector('h2').textContent + ' ' + table.dataset.name;
  button(bar, 'CSV', 'Save as CSV: ' + name, () => save(name, 'text/csv', csv(table)));
  button(bar, 'LaTeX', 'Save as LaTeX: ' + name, () => save(name, 'text/tex', latex(table)));
  table.parentElement.after(bar);
}
