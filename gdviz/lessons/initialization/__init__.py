"""Notebook 04: the props of its scenes, its exercises and the claims it settles."""

from gdviz.claims import Claim
from gdviz.lessons.initialization.exercises import EXERCISES
from gdviz.lessons.initialization.scenes import draw_twins, mark_saddle

__all__ = ["CLAIMS", "EXERCISES", "draw_twins", "mark_saddle"]

CLAIMS = (
    Claim(
        "C1",
        "일단, 처음 a, b는 아무렇게나 정한다",
        "Begin with any a and b.",
        "under conditions",
        "Right for the line fit: below 2/λmax every start ends at the one minimum, and the start "
        "changes only how long it takes. Not right where there are several minima or saddles.",
        "On (y − w₁w₂x)² at α = 0.1 the start (0, 0) never moves, and from (1, −1) the walk ends "
        "there.",
        "For a line fit begin anywhere. On a loss that is no quadratic the start is a choice.",
    ),
    Claim(
        "C9",
        "Initial weight도 잘 잡아야 함. (LeCun, Xavier, He)",
        "The initial weights must be chosen well too (LeCun, Xavier, He).",
        "rule of thumb",
        "LeCun, Xavier and He set how large signals and gradients are in each layer, at the first "
        "step. What comes of it depends on the learning rate, the depth and the data as well.",
        "Our network learned from weights of spread 1 too, at a tenth of the rate. In square "
        "layers LeCun and Xavier are one rule.",
        "Random weights, mean 0, variance 1/inputs, with ReLU 2/inputs. Xavier's 2/(inputs + "
        "outputs) is a compromise for both ways.",
    ),
    Claim(
        "C15",
        "먼저 매개 변수를 초기화합니다. 일반적으로 무작위로 초기화하거나 특정한 값을 설정합니다",
        "Step 1: initialise the parameters, usually at random or to certain values.",
        "under conditions",
        "For a line certain values, such as 0, are as good as random ones. Units of a layer that "
        "begin equal in all their weights stay equal; random weights make them different.",
        "Two tanh units that both begin with weights 0.5 and biases 0 are still one unit, twice, "
        "after 1500 steps.",
        "Step 1: biases 0, and weights at random at the scale of their layer, from a seed.",
    ),
)
