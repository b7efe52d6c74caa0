public class FtpFetchOk {
    public boolean fetch(String host, String user, String pw, String remote, File local) throws IOException {
        FTPClient ftp = new FTPClient();
        ftp.setConnectTimeout(10000);
        ftp.setDefaultTimeout(10000);
        ftp.setDataTimeout(60000);
        ftp.setControlKeepAliveTimeout(120);
        try {
            ftp.connect(host);
            if (!FTPReply.isPositiveCompletion(ftp.getReplyCode()))
                return false;
            if (!ftp.login(user, pw)) {
                log.error("login refused on {}: {}", host, ftp.getReplyString());
                return false;
            }
            ftp.setFileType(FTP.BINARY_FILE_TYPE);
            ftp.enterLocalPassiveMode();
            OutputStream out = new BufferedOutputStream(new FileOutputStream(local));
            try {
                if (!ftp.retrieveFile(remote, out)) return false;
            } finally {
                out.close();
            }
            ftp.logout();
            return true;
        } finally {
            if (ftp.isConnected()) {
                try {
                    ftp.disconnect();
                } catch (IOException e) {
                    log.debug("disconnect", e);
                }
            }
        }
    }
}
