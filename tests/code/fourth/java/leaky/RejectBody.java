class UploadEndpoint implements Runnable {
    private static final long MAX = 10L * 1024 * 1024;
    private final Socket client;

    UploadEndpoint(Socket client) { this.client = client; }

    public void run() {
        try {
            client.setSoTimeout(15000);
            DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
            String name = in.readUTF();
            long size = in.readLong();
            if (size > MAX || !name.matches("[\\w.-]+")) {
                out.writeUTF("REJECTED");
                out.flush();
                client.close();
                return;
            }
            Files.copy(new LimitedInputStream(in, size), Paths.get("/srv/in", name));
            out.writeUTF("STORED");
            out.flush();
        } catch (IOException e) {
            Log.info("upload failed: " + e);
        } finally {
            IOUtils.closeQuietly(client);
        }
    }
}
