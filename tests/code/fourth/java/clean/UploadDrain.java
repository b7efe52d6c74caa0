class UploadDrain implements Runnable {
    private static final long MAX = 32L << 20;
    private final Socket client;

    UploadDrain(Socket client) { this.client = client; }

    @Override
    public void run() {
        try (Socket s = client) {
            s.setSoTimeout(15000);
            DataInputStream in = new DataInputStream(new BufferedInputStream(s.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(s.getOutputStream()));
            String name = in.readUTF();
            long size = in.readLong();
            boolean good = size <= MAX && name.matches("[\\w.-]+");
            if (good) Files.copy(new LimitedInputStream(in, size), Paths.get("/srv/in", name));
            out.writeUTF(good ? "STORED" : "REJECTED");
            out.flush();
            s.shutdownOutput();
            if (!good) swallow(s, in);
        } catch (IOException e) {
            Log.info("upload failed: " + e);
        }
    }

    private static void swallow(Socket s, InputStream in) throws IOException {
        s.setSoTimeout(2000);
        byte[] b = new byte[65536];
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        try {
            while (in.read(b) != -1 && System.nanoTime() < end) {
            }
        } catch (SocketTimeoutException quiet) {
            Log.debug("client keeps silent");
        }
    }
}
