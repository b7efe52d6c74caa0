package shipping.carriers;

import java.io.IOException;
import java.time.Duration;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import java.util.concurrent.TimeUnit;

public class CarrierApi {

    private static final OkHttpClient HTTP = new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(2))
            .readTimeout(Duration.ofSeconds(8))
            .connectionPool(new ConnectionPool(10, 2, TimeUnit.MINUTES))
            .build();

    private final HttpUrl root;
    private final String key;

    public CarrierApi(String root, String key) {
        this.root = HttpUrl.get(root);
        this.key = key;
    }

    public String track(String parcel) throws IOException {
        try (Response r = get("track", parcel)) {
            if (r.code() == 404) {
                return "UNKNOWN";
            }
            return text(r);
        }
    }

    public byte[] label(String parcel) throws IOException {
        Response r = get("label", parcel);
        ResponseBody body = r.body();
        if (body == null) {
            r.close();
            throw new IOException("label of " + parcel + " came without a body");
        }
        if (!r.isSuccessful()) {
            String why = body.string();
            throw new IOException("carrier refused label: " + r.code() + " " + why);
        }
        return body.bytes();        // reads to the end and closes
    }

    private Response get(String what, String parcel) throws IOException {
        Request req = new Request.Builder()
                .url(root.newBuilder().addPathSegment(what).addPathSegment(parcel).build())
                .header("Api-Key", key)
                .build();
        Response r = HTTP.newCall(req).execute();
        if (r.code() == 401) {
            r.close();
            throw new IOException("API key is not valid any more");
        }
        return r;
    }

    private static String text(Response r) throws IOException {
        ResponseBody b = r.body();
        if (!r.isSuccessful() || b == null) {
            throw new IOException("carrier answered " + r.code());
        }
        return b.string();
    }
}
