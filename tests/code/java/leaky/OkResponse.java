import okhttp3.*;
import java.io.IOException;

class OkResponse {
    private final OkHttpClient client = new OkHttpClient();
    boolean ok(String url) throws IOException {
        Response r = client.newCall(new Request.Builder().url(url).build()).execute();
        return r.isSuccessful(); // expect: close-wait-leak
    }
}
