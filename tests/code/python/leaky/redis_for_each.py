import redis
def load(keys):
    for k in keys:
        r = redis.Redis(host="cache") # expect: connection-churn
        r.get(k)
        r.close()
