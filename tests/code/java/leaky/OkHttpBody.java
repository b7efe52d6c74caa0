import java.io.IOException;
import okhttp3.*;

class OkHttpBody {
    private final OkHttpClient client;

    OkHttpBody(OkHttpClient client) {
        this.client = client;
    }

    boolean up(String url) throws IOException {
        Request request = new Request.Builder().url(url).build();
        Response response = client.newCall(request).execute(); // expect: close-wait-leak
        return response.isSuccessful();
    }
}
