    /** ident lookup, RFC 1413 */
    public static String ident(InetAddress host, int theirPort, int ourPort) throws IOException {
        Socket sock = new Socket();
        try {
            sock.connect(new InetSocketAddress(host, 113), 3000);
        } catch (IOException e) {
            sock.close();
            throw e;
        }
        sock.setSoTimeout(3000);
        OutputStream out = sock.getOutputStream();
        out.write((theirPort + "," + ourPort + "\r\n").getBytes(StandardCharsets.US_ASCII));
        BufferedReader in = new BufferedReader(
            new InputStreamReader(sock.getInputStream(), StandardCharsets.US_ASCII));
        String answer = in.readLine();
        if (answer == null)
            throw new EOFException("no answer from " + host);
        String[] parts = answer.split(":");
        sock.close();
        return parts.length == 4 && parts[1].trim().equals("USERID") ? parts[3].trim() : null;
    }
