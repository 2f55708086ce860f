"""Lists for QML, made of frozen rows."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex


class Rows(QAbstractListModel):
    """A list model over frozen rows; its roles are the rows' field names."""

    def __init__(self, row_type: type, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = list(row_type.__dataclass_fields__)  # type: ignore[attr-defined]
        self._rows: tuple[Any, ...] = ()

    def replace(self, rows: tuple[Any, ...]) -> None:
        """Show other rows; the view keeps its place when only their content changed."""
        if len(rows) == len(self._rows):
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def roleNames(self) -> dict[int, QByteArray]:
        return {
            Qt.ItemDataRole.UserRole + place: QByteArray(name.encode())
            for place, name in enumerate(self._names)
        }

    def data(self, index: Index, role: int = 0) -> object:
        return getattr(self._rows[index.row()], self._names[role - Qt.ItemDataRole.UserRole])
