import java.net.URI;
import java.net.http.*;

class ClientPerCall {
    int status(String url) throws Exception {
        HttpClient client = HttpClient.newHttpClient(); // expect: connection-churn
        HttpRequest r = HttpRequest.newBuilder(URI.create(url)).build();
        return client.send(r, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
