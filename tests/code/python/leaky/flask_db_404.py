import pymysql
from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/u/<int:uid>")
def user(uid):
    db = pymysql.connect(host="db", user="w", password="x", database="shop", connect_timeout=3)
    with db.cursor() as cur:
        cur.execute("select name from u where id=%s", (uid,))
        row = cur.fetchone()
    if row is None:
        return jsonify(error="no such user"), 404  # expect: close-wait-leak
    db.close()
    return jsonify(name=row[0])
