"""An open simulator of a line: the production `Matcher` beside what others do, on the same people in the same minutes.

`people` draws who comes and who is on shift, `house` lets it happen, `rivals` are the other ways to choose, `figures`
measures with intervals, `cells` are the situations, `goals` says what was reached, `report` writes it down. `erlang`
checks the simulator against a closed formula, `speed` times the matcher, `snapshots` weighs it against an optimum.
"""
