package io.spmtrack.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the repository's Markdown files, and what comments cite of them. */
final class Documents {
    private static final Pattern CITATION =
            Pattern.compile("docs/spec/(?<page>[\\w-]+)\\.md(?<sections>(?:[},)]* *(?:and )?§\\d+(?:\\.\\d+)*)*)");
    private static final Pattern SECTION = Pattern.compile("§(\\d+(?:\\.\\d+)*)");
    private static final Pattern HEADING = Pattern.compile("^#{2,} (\\d+(?:\\.\\d+)*)\\.? ");
    private static final Pattern LINK = Pattern.compile("\\]\\((?<file>[^()#\\s]*)(?:#(?<heading>[^()\\s]+))?\\)");

    private Documents() {}

    /** Citations of the specification in Java sources whose page or section does not exist. */
    static List<String> brokenCitations(Path root) throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path source : files(root, ".java")) {
            String text = Files.readString(source).replaceAll("\\s*\\n\\s*\\*?\\s*", " ");
            for (MatchResult citation : CITATION.matcher(text).results().toList()) {
                Path page = root.resolve("docs/spec/" + citation.group("page") + ".md");
                Set<String> known = Files.exists(page) ? sections(page) : Set.of();
                if (!Files.exists(page)) {
                    broken.add(root.relativize(source) + " cites " + page.getFileName());
                }
                SECTION.matcher(citation.group("sections"))
                        .results()
                        .map(section -> section.group(1))
                        .filter(section -> !known.contains(section))
                        .forEach(section -> broken.add(
                                root.relativize(source) + " cites " + citation.group("page") + ".md §" + section));
            }
        }
        return broken;
    }

    /** Relative links of Markdown files to files or headings that do not exist. */
    static List<String> brokenLinks(Path root) throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : files(root, ".md")) {
            for (MatchResult link : LINK.matcher(prose(document)).results().toList()) {
                String file = link.group("file");
                if (!file.startsWith("http") && !exists(document, file, link.group("heading"))) {
                    broken.add(root.relativize(document) + " links to " + link.group());
                }
            }
        }
        return broken;
    }

    /** The code blocks of a language in a document. */
    static List<String> codeBlocks(Path document, String language) throws IOException {
        return Pattern.compile("(?ms)^```" + language + "$(.*?)^```$")
                .matcher(Files.readString(document))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** Files below the repository's root that end so, without build outputs. */
    static List<Path> files(Path root, String end) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(end))
                    .filter(file -> Stream.of("target", ".git", "runs")
                            .noneMatch(name -> root.relativize(file).startsWith(name)
                                    || root.relativize(file).toString().contains("/" + name + "/")))
                    .sorted()
                    .toList();
        }
    }

    private static boolean exists(Path document, String file, String heading) throws IOException {
        Path target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
        return Files.exists(target) && (heading == null || anchors(target).contains(heading));
    }

    private static Set<String> sections(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .flatMap(line -> HEADING.matcher(line).results())
                .map(heading -> heading.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Headings as GitHub names them in links: lower case, punctuation dropped, blanks as hyphens. */
    private static Set<String> anchors(Path document) throws IOException {
        return prose(document)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ +", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A document without its code blocks. */
    private static String prose(Path document) throws IOException {
        return Files.readString(document).replaceAll("(?ms)^```.*?^```$", "");
    }
}
