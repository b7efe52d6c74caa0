import java.io.IOException;
import okhttp3.*;

class OkHttp {
    private final OkHttpClient client;

    OkHttp(OkHttpClient client) {
        this.client = client;
    }

    boolean up(String url) throws IOException {
        Request request = new Request.Builder().url(url).build();
        try (Response response = client.newCall(request).execute()) {
            return response.isSuccessful();
        }
    }
}
