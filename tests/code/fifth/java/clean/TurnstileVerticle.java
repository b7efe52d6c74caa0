package arena.access;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.HashMap;
import java.util.Map;

/** Turnstiles on TCP, ticketing on HTTP. Vert.x closes a NetSocket at the peer's end of file. */
public class TurnstileVerticle extends AbstractVerticle {
  private final Map<String, NetSocket> gates = new HashMap<>();
  private WebClient ticketing;

  @Override
  public void start(Promise<Void> p) {
    ticketing = WebClient.create(vertx, new WebClientOptions()
        .setDefaultHost("ticketing.internal").setDefaultPort(8080)
        .setConnectTimeout(1500).setMaxPoolSize(40).setKeepAliveTimeout(30));
    NetServerOptions o = new NetServerOptions()
        .setTcpNoDelay(true)
        .setIdleTimeout(300)
        .setAcceptBacklog(256);
    vertx.createNetServer(o).connectHandler(this::gate).listen(7300)
        .<Void>mapEmpty().onComplete(p);
  }

  private void gate(NetSocket sock) {
    String[] name = {null};
    RecordParser lines = RecordParser.newDelimited("\n");
    lines.maxRecordSize(512);
    lines.exceptionHandler(t -> sock.close());
    lines.handler(b -> {
      String line = b.toString().trim();
      if (name[0] == null) {
        name[0] = line;
        NetSocket before = gates.put(line, sock);
        if (before != null) before.close();
        return;
      }
      sock.pause();
      check(line)
          .compose(open -> sock.write(open ? "OPEN\n" : "SHUT\n"))
          .onFailure(t -> sock.close())
          .onSuccess(v -> sock.resume());
    });
    sock.handler(lines);
    sock.exceptionHandler(t -> System.err.println(name[0] + ": " + t));
    sock.closeHandler(v -> {
      if (name[0] != null) gates.remove(name[0], sock);
    });
  }

  private Future<Boolean> check(String ticket) {
    return ticketing.post("/validate")
        .timeout(2000)
        .sendJsonObject(new JsonObject().put("ticket", ticket))
        .map(r -> r.statusCode() == 200)
        .recover(t -> {
          System.err.println("ticketing: " + t.getMessage());
          return Future.succeededFuture(false);
        });
  }

  @Override
  public void stop() {
    gates.values().forEach(NetSocket::close);
    ticketing.close();
  }
}
