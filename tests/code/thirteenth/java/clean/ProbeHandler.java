// pasted from monitoring-agent, class AgentServer (the rest is only config)

private void acceptLoop() {
    while (running) {
        final Socket peer;
        try {
            peer = serverSocket.accept();
        } catch (IOException e) {
            if (!running) return;
            log.warn("accept failed, waiting a second", e);
            LockSupport.parkNanos(1_000_000_000L);
            continue;
        }
        try {
            executor.execute(new Probe(peer));
        } catch (RejectedExecutionException e) {
            log.warn("probe from {} refused", peer.getRemoteSocketAddress());
            IOUtils.closeQuietly(peer);
        }
    }
}

private class Probe implements Runnable {
    private final Socket peer;

    Probe(Socket peer) { this.peer = peer; }

    @Override
    public void run() {
        try {
            peer.setSoTimeout(5000);
            BufferedReader r = new BufferedReader(new InputStreamReader(peer.getInputStream(), UTF_8));
            String what = r.readLine();
            if (what == null) {
                return;
            }
            String value = gauges.containsKey(what) ? gauges.get(what).get() : "ZBX_NOTSUPPORTED";
            peer.getOutputStream().write((value + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            log.debug("probe", e);
        } finally {
            IOUtils.closeQuietly(peer);
        }
    }
}
