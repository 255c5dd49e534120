"""What people search for in 协商建议."""

from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.search.texts import Findable, Part

ITEMS = Part(
    RecommendationItem.recommendation_id,
    (RecommendationItem.problem, RecommendationItem.analysis, RecommendationItem.advice),
)
FINDABLE = Findable(Recommendation, (Recommendation.title, Recommendation.number, Recommendation.addressee), (ITEMS,))
