@Slf4j
@RequiredArgsConstructor
public class ScaleReader {
    private final String host;
    private final int port;

    public BigDecimal read() throws IOException {
        @Cleanup Socket s = new Socket();
        s.setSoTimeout(2000);
        s.connect(new InetSocketAddress(host, port), 2000);
        s.getOutputStream().write("SI\r\n".getBytes(US_ASCII));
        val in = new BufferedReader(new InputStreamReader(s.getInputStream(), US_ASCII));
        String line = in.readLine();
        if (line == null) {
            log.warn("{}: closed without an answer", host);
            return null;
        }
        if (!line.startsWith("S S"))
            throw new IOException("unstable: " + line);
        return new BigDecimal(line.substring(3, line.length() - 2).trim());
    }
}
