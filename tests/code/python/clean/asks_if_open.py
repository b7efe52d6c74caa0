import pika


def drain(params, queue, handle):
    conn = pika.BlockingConnection(params)
    try:
        ch = conn.channel()
        for method, props, body in ch.consume(queue, inactivity_timeout=5):
            if method is None:
                break
            handle(body)
            ch.basic_ack(method.delivery_tag)
    finally:
        if conn.is_open:
            conn.close()
