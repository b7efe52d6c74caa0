public class OkHttpAsync {
    private final OkHttpClient client;
    private final Executor executor;

    public OkHttpAsync(OkHttpClient shared, Executor executor) {
        this.client = shared.newBuilder().callTimeout(Duration.ofSeconds(8)).build();
        this.executor = executor;
    }

    public CompletableFuture<byte[]> get(String url) {
        CompletableFuture<byte[]> f = new CompletableFuture<>();
        Call call = client.newCall(new Request.Builder().url(url).build());
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call c, IOException e) {
                f.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call c, Response r) throws IOException {
                try (ResponseBody body = r.body()) {
                    if (!r.isSuccessful()) {
                        f.completeExceptionally(new IOException("HTTP " + r.code()));
                        return;
                    }
                    f.complete(body.bytes());
                } catch (IOException e) {
                    f.completeExceptionally(e);
                }
            }
        });
        f.whenCompleteAsync((b, t) -> {
            if (f.isCancelled()) call.cancel();
        }, executor);
        return f;
    }
}
