"""The table of a run, for people."""

from dataclasses import dataclass, field


@dataclass
class Table:
    """Rows of a label, a goal and one cell for each reader, under headings."""

    readers: list[str]
    rows: list[tuple[str, str, list[str]] | str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        self.rows.append(text)

    def row(self, label: str, goal: str, cells: list[str]) -> None:
        self.rows.append((label, goal, cells))

    def text(self) -> str:
        header = ("", "goal", self.readers)
        cells = [header, *[row for row in self.rows if not isinstance(row, str)]]
        label_width = max(len(c[0]) for c in cells)
        goal_width = max(len(c[1]) for c in cells)
        widths = [max(len(c[2][i]) for c in cells) for i in range(len(self.readers))]

        def line(row: tuple[str, str, list[str]]) -> str:
            parts = [row[0].ljust(label_width), row[1].ljust(goal_width)]
            parts += [cell.rjust(width) for cell, width in zip(row[2], widths, strict=True)]
            return "  ".join(parts).rstrip()

        lines = [line(header)]
        for row in self.rows:
            lines.append(f"\n{row}" if isinstance(row, str) else line(row))
        return "\n".join(lines)

    def markdown(self) -> str:
        """The same for a README; headings are rows of their own."""
        lines = [
            "| " + " | ".join(["", "goal", *self.readers]) + " |",
            "|---" * 2 + "|---:" * len(self.readers) + "|",
        ]
        for row in self.rows:
            if isinstance(row, str):
                lines.append(f"| **{row}** |" + " |" * (1 + len(self.readers)))
            else:
                label = row[0].replace("  ", "\u2003", 1) if row[0].startswith("  ") else row[0]
                lines.append("| " + " | ".join([label, row[1], *row[2]]) + " |")
        return "\n".join(lines)
