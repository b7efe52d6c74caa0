public class FtpFetch {
    public boolean fetch(String host, String user, String pw, String remote, File local) throws IOException {
        FTPClient ftp = new FTPClient();
        ftp.setConnectTimeout(10000);
        ftp.setDefaultTimeout(10000);
        ftp.setDataTimeout(60000);
        ftp.connect(host);
        if (!FTPReply.isPositiveCompletion(ftp.getReplyCode())) {
            ftp.disconnect();
            return false;
        }
        if (!ftp.login(user, pw)) {
            log.error("login refused on {}: {}", host, ftp.getReplyString());
            return false;
        }
        ftp.setFileType(FTP.BINARY_FILE_TYPE);
        ftp.enterLocalPassiveMode();
        OutputStream out = new BufferedOutputStream(new FileOutputStream(local));
        try {
            return ftp.retrieveFile(remote, out);
        } finally {
            out.close();
            ftp.logout();
            ftp.disconnect();
        }
    }
}
