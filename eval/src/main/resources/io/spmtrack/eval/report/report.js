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
