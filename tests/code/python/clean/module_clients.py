import grpc
import stock_pb2_grpc
import redis
from kafka import KafkaProducer

_channel = grpc.insecure_channel("stock:50051", options=[("grpc.keepalive_time_ms", 30000)])
stub = stock_pb2_grpc.StockStub(_channel)
r = redis.Redis(host="cache", socket_timeout=2, health_check_interval=30)
producer = KafkaProducer(bootstrap_servers="kafka:9092")


def level(sku):
    v = r.get(sku)
    if v is not None:
        return int(v)
    n = stub.Level(sku, timeout=2).n
    r.set(sku, n, ex=60)
    producer.send("levels", b"%d" % n)
    return n


def watch(channel, handle):
    p = r.pubsub(ignore_subscribe_messages=True)
    try:
        p.subscribe(channel)
        for m in p.listen():
            handle(m["data"])
    finally:
        p.close()
