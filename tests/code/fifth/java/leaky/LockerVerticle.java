package post.lockers;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parcel lockers dial in here; behind us is the region's controller. */
public class LockerVerticle extends AbstractVerticle {
  private static final Logger log = LoggerFactory.getLogger(LockerVerticle.class);
  private NetClient client;

  @Override
  public void start(Promise<Void> started) {
    client = vertx.createNetClient(new NetClientOptions()
        .setConnectTimeout(4000)
        .setTcpNoDelay(true)
        .setIdleTimeout(600));
    vertx.createNetServer(new NetServerOptions()
            .setPort(config().getInteger("port", 9700))
            .setAcceptBacklog(512)
            .setTcpNoDelay(true))
        .connectHandler(this::locker)
        .listen()
        .onSuccess(s -> started.complete())
        .onFailure(started::fail);
  }

  private void locker(NetSocket box) {
    box.pause();
    String region = config().getString("controller");
    client.connect(9701, region).onComplete(ar -> {
      if (ar.failed()) {
        log.error("controller {} is down: {}", region, ar.cause().getMessage());
        vertx.eventBus().publish("lockers.trouble", box.remoteAddress().host());
        return;
      }
      join(box, ar.result());
    });
  }

  private void join(NetSocket box, NetSocket controller) {
    box.closeHandler(v -> controller.close());
    controller.closeHandler(v -> box.close());
    box.exceptionHandler(t -> {
      log.info("locker: {}", t.toString());
      box.close();
    });
    controller.exceptionHandler(t -> {
      log.info("controller: {}", t.toString());
      controller.close();
    });
    box.handler(b -> forward(b, box, controller));
    controller.handler(b -> forward(b, controller, box));
    box.resume();
  }

  private void forward(Buffer b, NetSocket from, NetSocket to) {
    to.write(b);
    if (to.writeQueueFull()) {
      from.pause();
      to.drainHandler(v -> from.resume());
    }
  }

  @Override
  public void stop() {
    client.close();
  }
}
