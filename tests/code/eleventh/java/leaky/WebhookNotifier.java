package shop.parcelbee.events;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

import org.springframework.stereotype.Component;

@Component
public class WebhookNotifier {

    private static final MediaType JSON = MediaType.get("application/json");
    private static final int ATTEMPTS = 3;

    private final OkHttpClient client = new OkHttpClient.Builder()
            .connectTimeout(2, TimeUnit.SECONDS)
            .readTimeout(5, TimeUnit.SECONDS)
            .callTimeout(8, TimeUnit.SECONDS)
            .build();

    private final DeadLetters deadLetters;

    public WebhookNotifier(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    public void parcelMoved(ParcelEvent event, List<Merchant> subscribers) {
        for (Merchant m : subscribers) {
            if (!deliver(m, event.toJson())) {
                deadLetters.keep(m.id(), event);
            }
        }
    }

    private boolean deliver(Merchant merchant, String json) {
        Request request = new Request.Builder()
                .url(merchant.hookUrl())
                .header("X-Parcelbee-Signature", merchant.sign(json))
                .post(RequestBody.create(json, JSON))
                .build();

        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                Response response = client.newCall(request).execute();
                if (response.isSuccessful()) {
                    return true;
                }
                if (response.code() == 410) {
                    merchant.unsubscribe();
                    return true;
                }
            } catch (IOException e) {
                // try again
            }
        }
        return false;
    }
}
