import java.net.URI;
import java.net.http.*;

class HttpClientEach {
    String fetch(String url) throws Exception {
        HttpClient c = HttpClient.newHttpClient(); // expect: connection-churn
        HttpRequest r = HttpRequest.newBuilder(URI.create(url)).build();
        return c.send(r, HttpResponse.BodyHandlers.ofString()).body();
    }
}
