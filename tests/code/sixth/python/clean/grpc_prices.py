# excerpt from prices/client.py
import atexit
import threading

import grpc

from prices.v1 import prices_pb2, prices_pb2_grpc

_OPTIONS = [
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.max_reconnect_backoff_ms", 10_000),
]


class Channels:
    """A channel is dear: one for each target, closed at the end of the process."""

    def __init__(self):
        self._lock = threading.Lock()
        self._by_target = {}
        atexit.register(self.close)

    def stub(self, target):
        with self._lock:
            ch = self._by_target.get(target)
            if ch is None:
                ch = self._by_target[target] = grpc.insecure_channel(target, options=_OPTIONS)
        return prices_pb2_grpc.PricesStub(ch)

    def close(self):
        with self._lock:
            chans, self._by_target = self._by_target, {}
        for ch in chans.values():
            ch.close()


channels = Channels()


def price(target, sku, timeout=2.0):
    rq = prices_pb2.PriceRequest(sku=sku)
    try:
        return channels.stub(target).Get(rq, timeout=timeout).cents
    except grpc.RpcError as e:
        if e.code() == grpc.StatusCode.NOT_FOUND:
            return None
        raise


def watch(target, skus, on_price, stop):
    call = channels.stub(target).Watch(prices_pb2.WatchRequest(skus=skus))
    stop.add_callback(call.cancel)
    try:
        for update in call:
            on_price(update.sku, update.cents)
    except grpc.RpcError as e:
        if e.code() != grpc.StatusCode.CANCELLED:
            raise
    finally:
        call.cancel()
