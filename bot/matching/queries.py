"""The distinct queries, one a row, and the rules that ask each: equal queries are stored once."""

from bot.domain.rule import RuleId
from bot.matching.directory import Directory
from bot.matching.scan import Owners, Scanner


class Queries:
    """Rows by code and by rule."""

    def __init__(self, scanner: Scanner) -> None:
        self._rules_of = scanner.owners
        self.codes: list[bytes] = []
        """By row."""
        self._owners: Owners = []
        """By row."""
        self._free: list[int] = []
        self._by_code = Directory(scanner.find, scanner.put)
        self._by_rule = Directory(scanner.find, scanner.put)
        self._len = 0

    def __len__(self) -> int:
        """Count the rules."""
        return self._len

    def row_of_code(self, code: bytes) -> int | None:
        """Give the row of a query, if it has one."""
        for row in self._by_code.find(hash(code)):
            if self.codes[row] == code:
                return row
        return None

    def row_of_rule(self, rule_id: RuleId) -> int | None:
        """Give the row of a rule, if it has one."""
        for row in self._by_rule.find(hash(rule_id)):
            owners = self._owners[row]
            if rule_id in owners if isinstance(owners, dict) else rule_id == owners:
                return row
        return None

    def rules(self, rows: bytes) -> list[RuleId]:
        """Give the rules of many rows (32-bit numbers, each once), those of one beside each other."""
        return self._rules_of(rows, self._owners)

    def rules_of(self, row: int) -> tuple[RuleId, ...]:
        """Give the rules of a row."""
        owners = self._owners[row]
        assert owners is not None, "no row is without rules"
        return tuple(owners) if isinstance(owners, dict) else (owners,)

    def new_row(self, code: bytes) -> int:
        """Give a query, which has none, a row; a rule is to own it."""
        if self._free:
            row = self._free.pop()
            self.codes[row] = code
        else:
            row = len(self.codes)
            self.codes.append(code)
            self._owners.append(None)
        self._by_code.add(hash(code), row)
        return row

    def own(self, row: int, rule_id: RuleId) -> None:
        """Let a rule, which has none, own ``row``."""
        owners = self._owners[row]
        if owners is None:
            self._owners[row] = rule_id
        elif isinstance(owners, dict):
            owners[rule_id] = None
        else:
            self._owners[row] = {owners: None, rule_id: None}
        self._by_rule.add(hash(rule_id), row)
        self._len += 1

    def disown(self, row: int, rule_id: RuleId) -> bool:
        """Let a rule own ``row`` no longer; say whether nobody does now."""
        self._by_rule.remove(hash(rule_id), row)
        self._len -= 1
        owners = self._owners[row]
        if isinstance(owners, dict):
            del owners[rule_id]
            if owners:
                return False
        self._owners[row] = None
        return True

    def drop(self, row: int) -> None:
        """Free a row that nobody owns."""
        self._by_code.remove(hash(self.codes[row]), row)
        self.codes[row] = b""
        self._free.append(row)
