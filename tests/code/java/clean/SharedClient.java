import java.net.URI;
import java.net.http.*;
import java.time.Duration;

class SharedClient {
    private static final HttpClient CLIENT =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    int status(String url) throws Exception {
        HttpRequest r = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
        return CLIENT.send(r, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
