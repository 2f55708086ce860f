"""Money: whole hundredths of a currency, never floating point."""

from typing import Annotated

from django.db import models
from pydantic import Field

MOST_HUNDREDTHS = 10**15
"""No amount of ours or of a provider's is larger: ten million millions of pesos."""

Hundredths = Annotated[int, Field(strict=True, ge=1, le=MOST_HUNDREDTHS)]


class Currency(models.TextChoices):
    """ISO 4217 codes of currencies that MercadoPago accepts and that are divided into hundredths."""

    ARS = "ARS"
    BRL = "BRL"
    MXN = "MXN"
    PEN = "PEN"
    UYU = "UYU"
