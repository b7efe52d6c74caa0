import functools
import io
import logging
import signal
import time

import pika
from PIL import Image

log = logging.getLogger("thumbs")
PARAMS = pika.ConnectionParameters(
    "mq.local", heartbeat=60, blocked_connection_timeout=120, socket_timeout=5, connection_attempts=1,
)


def shrink(raw):
    with Image.open(io.BytesIO(raw)) as im:
        im.thumbnail((320, 320))
        out = io.BytesIO()
        im.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def on_image(store, ch, method, props, body):
    try:
        store(props.headers["sha"], shrink(body))
    except Exception:
        log.exception("image %s", props.message_id)
        ch.basic_nack(method.delivery_tag, requeue=False)
    else:
        ch.basic_ack(method.delivery_tag)


class Worker:
    def __init__(self, store):
        self.store = store
        self.stopping = False
        self.ch = None
        signal.signal(signal.SIGTERM, self.stop)

    def stop(self, *_):
        self.stopping = True
        if self.ch is not None:
            self.ch.connection.add_callback_threadsafe(self.ch.stop_consuming)

    def run(self):
        while not self.stopping:
            try:
                conn = pika.BlockingConnection(PARAMS)
            except pika.exceptions.AMQPConnectionError as e:
                log.warning("broker: %r", e)
                time.sleep(5)
                continue
            try:
                self.ch = conn.channel()
                self.ch.basic_qos(prefetch_count=4)
                self.ch.basic_consume("images", functools.partial(on_image, self.store))
                self.ch.start_consuming()
            except pika.exceptions.AMQPError as e:
                log.warning("consuming ended: %r", e)
                time.sleep(2)
            finally:
                self.ch = None
                if conn.is_open:
                    conn.close()
