from yiguan.app import create_app
from yiguan.keeping import refuse_wrong_keys

app = create_app()
refuse_wrong_keys(app)
