import okhttp3.*;
import java.io.IOException;

class OkUsed {
    private final OkHttpClient client = new OkHttpClient();
    String get(String url) throws IOException {
        Request q = new Request.Builder().url(url).build();
        try (Response r = client.newCall(q).execute()) {
            if (!r.isSuccessful()) throw new IOException("status " + r.code());
            return r.body().string();
        }
    }
    void later(String url) {
        client.newCall(new Request.Builder().url(url).build()).enqueue(new Callback() {
            @Override public void onFailure(Call call, IOException e) { }
            @Override public void onResponse(Call call, Response response) throws IOException {
                try (response) { System.out.println(response.body().string()); }
            }
        });
    }
}
