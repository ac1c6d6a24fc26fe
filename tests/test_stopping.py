"""However the system says that it is enough, the program hears it once and can put things in order."""

import signal

import pytest

from cchc_analysis.running import signals

REQUESTS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@pytest.mark.parametrize("number", REQUESTS)
def test_a_request_to_end_is_heard_as_ctrl_c_is_and_remembered(number):
    with signals.heed_signals() as heard, pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)
    assert heard == [number]


def test_pressing_ctrl_c_again_at_once_does_not_cut_off_what_is_being_put_in_order():
    with signals.heed_signals() as heard:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert heard == [signal.SIGINT]


def test_after_a_while_ctrl_c_is_a_new_wish(monkeypatch):
    monkeypatch.setattr(signals, "SAME_WISH", 0.0)
    with signals.heed_signals() as heard:
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGTERM)
    assert heard == [signal.SIGTERM] * 2


def test_afterwards_signals_do_what_they_did_before():
    before = signal.getsignal(signal.SIGTERM)
    with signals.heed_signals():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
