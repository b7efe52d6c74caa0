public class TokenRefresher {

    private final OkHttpClient http = new OkHttpClient.Builder()
            .callTimeout(Duration.ofSeconds(10))
            .build();
    private final AtomicReference<String> token = new AtomicReference<>();

    public void refresh(HttpUrl endpoint, RequestBody form) {
        Request req = new Request.Builder().url(endpoint).post(form).build();
        http.newCall(req).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                Timber.w(e, "token refresh");
            }

            @Override
            public void onResponse(Call call, Response response) throws IOException {
                if (!response.isSuccessful()) {
                    Timber.w("token refresh: HTTP %d", response.code());
                    return;
                }
                try (ResponseBody body = response.body()) {
                    token.set(new JSONObject(body.string()).getString("access_token"));
                } catch (JSONException e) {
                    throw new IOException(e);
                }
            }
        });
    }
}
