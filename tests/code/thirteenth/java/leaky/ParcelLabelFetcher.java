package shop.parcel.labels;

import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;

import java.io.File;
import java.io.IOException;
import java.time.Duration;

class ParcelLabelFetcher {

    private final OkHttpClient client = new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(3))
            .readTimeout(Duration.ofSeconds(20))
            .callTimeout(Duration.ofSeconds(40))
            .build();
    private final HttpUrl carrier;

    ParcelLabelFetcher(HttpUrl carrier) {
        this.carrier = carrier;
    }

    File fetch(String shipmentNo, File dir) throws IOException {
        Request rq = new Request.Builder()
                .url(carrier.newBuilder().addPathSegment("labels").addPathSegment(shipmentNo + ".pdf").build())
                .build();

        Response rsp = client.newCall(rq).execute();
        if (!rsp.isSuccessful()) {
            throw new LabelNotReadyException(shipmentNo, rsp.code());
        }

        File target = new File(dir, shipmentNo + ".pdf");
        try (Response r = rsp; BufferedSink sink = Okio.buffer(Okio.sink(target))) {
            sink.writeAll(r.body().source());
        }
        return target;
    }

    static class LabelNotReadyException extends IOException {
        LabelNotReadyException(String no, int code) {
            super("label for " + no + " not available yet (carrier said " + code + ")");
        }
    }
}
