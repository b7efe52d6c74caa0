import grpc
import stock_pb2
import stock_pb2_grpc


def level(target, sku):
    channel = grpc.insecure_channel(target)
    stub = stock_pb2_grpc.StockStub(channel)
    try:
        r = stub.Level(stock_pb2.Sku(id=sku), timeout=2)
    except grpc.RpcError:
        return None  # expect: close-wait-leak
    channel.close()
    return r.level
