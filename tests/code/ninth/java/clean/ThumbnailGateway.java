package media.thumbs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;

/** GET /t/ID: fetches the thumbnail from the store behind and passes it on. */
public class ThumbnailGateway {
    private final HttpClient store = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final URI base;

    public ThumbnailGateway(URI base) {
        this.base = base;
    }

    public HttpServer start(int port) throws IOException {
        HttpServer srv = HttpServer.create(new InetSocketAddress(port), 256);
        srv.createContext("/t/", this::thumb);
        srv.setExecutor(Executors.newFixedThreadPool(32));
        srv.start();
        return srv;
    }

    private void thumb(HttpExchange x) throws IOException {
        try (x) {
            String id = x.getRequestURI().getPath().substring(3);
            if (!id.matches("[a-z0-9]{1,40}")) {
                x.sendResponseHeaders(400, -1);
                return;
            }
            HttpRequest req = HttpRequest.newBuilder(base.resolve("/blob/" + id))
                    .timeout(Duration.ofSeconds(6)).build();
            HttpResponse<InputStream> r = store.send(req, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = r.body()) {
                if (r.statusCode() != 200) {
                    x.sendResponseHeaders(r.statusCode() == 404 ? 404 : 502, -1);
                    return;
                }
                x.getResponseHeaders().set("Content-Type", "image/webp");
                x.sendResponseHeaders(200, 0);
                try (OutputStream out = x.getResponseBody()) {
                    body.transferTo(out);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
