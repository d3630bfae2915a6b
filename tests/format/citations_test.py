#!/usr/bin/env python3
"""Every citation of the book of the format leads somewhere.

    citations_test.py ROOT

Code and documentation cite chapters of ROOT/data/format by name and number:

    (format noise 4.3)                      heading 4.3 of noise.md
    (format dsp 3, track 3.4)               two chapters
    (format noise 3 to 6, 10)               a range, and one more
    (format voices-modulation 12, D2)       heading 12, and a row or heading labelled D2
    (format voices-modulation 7 item 7)     entry 7 of the numbered list in section 7
    (format voices-tonal 11 row 4)          row 4 of the table in section 11
    (format dsp 6, "Expressions")           a heading of that name in section 6
    (format subliminal)                     a whole chapter

Reports, as file:line, every citation that does not resolve, that names no chapter, that is torn
over two lines of code, or that has the form of earlier versions, and every broken link or reference
inside the book.
"""

import pathlib
import re
import sys

FOLDERS = ("include", "lib", "apps", "tests", "data")
ENDINGS = (".h", ".cpp", ".py", ".md")
FEWEST_CITATIONS = 100  # fewer mean that this test has stopped seeing them

NUMBER = r"\d+(?:\.\d+)*"
LABEL = r"[A-Z]\d+"


class Chapter:
    """Headings, labels and numbered lists of one Markdown file."""

    def __init__(self, path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.sections, self.labels, self.items, self.rows = set(), set(), {}, {}
        self.titles, self.anchors = {}, set()
        section, in_code = "", False
        for line in self.text.splitlines():
            if line.startswith("```"):
                in_code = not in_code
            if in_code:
                continue
            heading = re.match(r"#+ +(.*)", line)
            if heading:
                title = heading.group(1).strip()
                self.anchors.add(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-"))
                numbered = re.match(rf"({NUMBER})\.? +(.*)", title)
                if numbered:
                    section = numbered.group(1)
                    self.sections.add(section)
                    title = numbered.group(2)
                label = re.match(rf"({LABEL})\b", title)
                if label:
                    self.labels.add(label.group(1))
                self.titles.setdefault(section, set()).add(title)
            item = re.match(r"(\d+)\. ", line)
            if item:
                self.items.setdefault(section, set()).add(item.group(1))
            row = re.match(r"\| *([^|]*?) *\|", line)
            if row:
                cell = row.group(1)
                self.rows.setdefault(section, set()).add(cell)
                if re.fullmatch(LABEL, cell):
                    self.labels.add(cell)

    def _within(self, table, section):
        """What `table` holds for a section and the sections below it."""
        found = set()
        for number, values in table.items():
            if number == section or number.startswith(section + "."):
                found |= values
        return found

    def has_item(self, section, item):
        return item in self._within(self.items, section)

    def has_row(self, section, row):
        return row in self._within(self.rows, section)

    def has_title(self, section, title):
        return title in self._within(self.titles, section)


class Scanner:
    """Reads what stands behind the name of a chapter."""

    def __init__(self, text, at):
        self.text, self.at = text, at

    def take(self, pattern):
        match = re.compile(pattern).match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def sequence(self, pattern):
        """`a`, `a and b`, `a to c, d` of what matches `pattern`, with ranges written out."""
        values = []
        match = self.take(rf" *({pattern})\b(?!\.\d)")
        while match:
            value = match.group(1)
            if len(match.groups()) > 1 and match.group(2) == "to" and values:
                values += between(values[-1], value)
            values.append(value)
            match = self.next_in(pattern)
        return values

    def next_in(self, pattern):
        match = re.compile(rf"(?:,? (to|and|or)|,) ({pattern})\b(?!\.\d)").match(self.text, self.at)
        if not match:
            return None
        self.at = match.end()
        return Swapped(match.group(2), match.group(1))


class Swapped:
    """A match with its value first and the word before it second."""

    def __init__(self, value, word):
        self.values = (value, word)

    def group(self, index):
        return self.values[index - 1]

    def groups(self):
        return self.values


def between(first, last):
    """The numbers (or labels) that a range leaves out; nothing for 4.3 to 5.1."""
    low = re.fullmatch(r"(.*?)(\d+)", first)
    high = re.fullmatch(r"(.*?)(\d+)", last)
    if low.group(1) != high.group(1):
        return []
    return [f"{low.group(1)}{n}" for n in range(int(low.group(2)) + 1, int(high.group(2)))]


class Book:
    def __init__(self, folder):
        paths = sorted(folder.glob("*.md"))
        self.chapters = {path.stem: Chapter(path) for path in paths if path.stem != "README"}
        names = sorted(self.chapters, key=len, reverse=True)
        self.names = "|".join(map(re.escape, names))
        self.readme = folder / "README.md"

    def check(self, name, text, at):
        """Checks what follows the name of a chapter at text[at]. Returns problems, how many
        chapters are cited, and where the citation ends."""
        chapter = self.chapters[name]
        scanner = Scanner(text, at)
        problems, count = [], 1
        if scanner.take(r" sections?\b"):
            problems.append(f'"section" after "format {name}": the number stands alone')
        sections = scanner.sequence(NUMBER)
        problems += [f"{name}.md has no heading {s}" for s in sections if s not in chapter.sections]
        last = sections[-1] if sections else None
        if last:
            if scanner.take(r",? (?:items?|steps?)\b"):
                problems += [f"section {last} of {name}.md has no list item {n}"
                             for n in scanner.sequence(r"\d+") if not chapter.has_item(last, n)]
            if scanner.take(r",? rows?\b"):
                problems += [f"section {last} of {name}.md has no table row {n}"
                             for n in scanner.sequence(r"\d+") if not chapter.has_row(last, n)]
            title = scanner.take(r', "([^"]+)"')
            if title and not chapter.has_title(last, title.group(1)):
                problems.append(f'section {last} of {name}.md has no heading "{title.group(1)}"')
        if re.compile(rf",? {LABEL}\b").match(text, scanner.at):
            scanner.take(r",?")
            problems += [f"{name}.md has no row or heading {label}"
                         for label in scanner.sequence(LABEL) if label not in chapter.labels]
        further = scanner.take(rf"(?:,| and|, and) ({self.names})\b(?= (?:\d|sections?\b))")
        if further:
            more, cited, end = self.check(further.group(1), text, scanner.at)
            return problems + more, count + cited, end
        return problems, count, scanner.at


class Flow:
    """The prose of a file on one line, and the line of the file each character stands on."""

    def __init__(self, path):
        self.text, self.lines = "", []
        self.is_code = code = path.suffix in (".h", ".cpp")
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace")
                                      .splitlines(), 1):
            if code:
                comment = re.search(r"(?<![:\"])//[/!]?<?(.*)", line)
                prose = comment.group(1) if comment else "\f"
            else:
                prose = re.sub(r"^\s*(?:#+|>|\*|-)?\s", "", line) if path.suffix == ".py" else line
                prose = prose if prose.strip() else "\f"
            prose = re.sub(r"\s+", lambda m: "\f" if "\f" in m.group() else " ", prose.strip(" \t"))
            self.text += prose + " "
            self.lines += [number] * (len(prose) + 1)

    def line(self, at):
        return self.lines[at]


def check_citations(flow, book):
    problems, count = [], 0
    for match in re.finditer(rf"\b[Ff]ormat ({book.names})\b(?![-\w])", flow.text):
        follows = flow.text[match.end():match.end() + 12]
        if not re.match(r" (?:\d|sections?\b)|[).,;:]|,? [A-Z]\d", follows):
            continue  # "format track files" is no citation
        found, cited, _ = book.check(match.group(1), flow.text, match.end())
        problems += [(flow.line(match.start()), problem) for problem in found]
        count += cited
        if flow.is_code and flow.line(match.start()) != flow.line(match.end() + 1):
            problems.append((flow.line(match.start()),
                             f'"{match.group()}" stands on two lines, where nobody finds it'))
    for match in re.finditer(r"\([Ff]ormat ([a-z][\w-]*)(?= \d|\))", flow.text):
        if match.group(1) not in book.chapters:
            problems.append((flow.line(match.start()), f"there is no chapter {match.group(1)}.md"))
    return problems, count


def check_legacy(flow, book):
    pattern = rf"\b[Ss]pecs? (?:(?:{book.names})(?: sections?\b| \d|(?=[).,;:]))|sections?\b)"
    return [(flow.line(m.start()), f'citation in the old form: "{m.group()}"')
            for m in re.finditer(pattern, flow.text)]


def without_code(text):
    return re.sub(r"^```.*?^```$", lambda m: "\n" * m.group().count("\n"), text,
                  flags=re.DOTALL | re.MULTILINE)


def check_links(path, book):
    """Relative links of a chapter, and what their text or the words behind them promise."""
    problems = []
    text = without_code(path.read_text(encoding="utf-8"))
    for match in re.finditer(r"\[([^\]\[]+)\]\(([^)\s]+)\)", text):
        line = text.count("\n", 0, match.start()) + 1
        target, _, anchor = match.group(2).partition("#")
        if re.match(r"\w+:", target):
            continue
        file = (path.parent / target).resolve() if target else path
        if not file.is_file():
            problems.append((line, f"broken link to {match.group(2)}"))
            continue
        if file.parent != path.parent.resolve() or file.stem not in book.chapters:
            continue
        chapter = book.chapters[file.stem]
        if anchor and anchor not in chapter.anchors:
            problems.append((line, f"no heading #{anchor} in {target}"))
        words = " ".join(match.group(1).split())
        if words.startswith(file.stem + " "):
            found, _, end = book.check(file.stem, words, len(file.stem))
            problems += [(line, problem) for problem in found]
            if end < len(words):
                problems.append((line, f'text of a link not understood: "{words}"'))
        behind = " ".join(text[match.end():match.end() + 80].split())
        if re.match(rf"{LABEL}\b", behind):
            found, _, _ = book.check(file.stem, " " + behind, 0)
            problems += [(line, problem) for problem in found]
    return problems


def check_own_references(chapter, name, book):
    """`section 4.3` inside a chapter means one of its own."""
    problems = []
    text = without_code(chapter.text)
    for match in re.finditer(r"\bsections?\s+(?=\d)", text):
        line = text.count("\n", 0, match.start()) + 1
        words = " " + " ".join(text[match.end():match.end() + 60].split())
        found, _, _ = book.check(name, words, 0)
        problems += [(line, problem) for problem in found]
    return problems


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    root = pathlib.Path(sys.argv[1])
    folder = root / "data" / "format"
    book = Book(folder)
    if not book.chapters:
        sys.exit(f"{folder}: no chapters")

    sources = [root / "README.md"]
    for name in FOLDERS:
        sources += [p for p in sorted((root / name).rglob("*")) if p.suffix in ENDINGS]
    citations, problems = 0, []
    for path in sources:
        if path.name == pathlib.Path(__file__).name or not path.is_file():
            continue
        flow = Flow(path)
        found, count = check_citations(flow, book)
        problems += [(path, *p) for p in found]
        if path.parent != folder:
            citations += count
            problems += [(path, *p) for p in check_legacy(flow, book)]
    for path in sorted(folder.glob("*.md")):
        problems += [(path, *p) for p in check_links(path, book)]
    for name, chapter in book.chapters.items():
        if name != "deviations":
            problems += [(chapter.path, *p) for p in check_own_references(chapter, name, book)]

    for path, line, problem in problems:
        print(f"{path.relative_to(root)}:{line}: {problem}")
    if citations < FEWEST_CITATIONS:
        print(f"only {citations} citations found; at least {FEWEST_CITATIONS} are expected")
    if problems or citations < FEWEST_CITATIONS:
        return 1
    print(f"{citations} citations resolve to {len(book.chapters)} chapters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
