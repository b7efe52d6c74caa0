/* Dialog with the fax server (1998 protocol, text lines, reply after each command). */
#include <cstdio>
#include <cstring>
#include <string>
#include <unistd.h>

class DialogStream
{
public:
    DialogStream() : m_in(0), m_out(0) {}
    ~DialogStream() { close(); }

    /* takes over sock in every case. The dialler has set TCP_NODELAY and 20 s timeouts. */
    bool open(int sock)
    {
        int second = ::dup(sock);
        if (second < 0) {
            ::close(sock);
            return false;
        }
        m_in = ::fdopen(sock, "r");
        if (!m_in) {
            ::close(sock);
            ::close(second);
            return false;
        }
        m_out = ::fdopen(second, "w");
        if (!m_out) {
            ::close(second);
            close();
            return false;
        }
        return true;
    }

    int command(const char* verb, const std::string& arg)
    {
        char line[512];
        if (!m_out || std::fprintf(m_out, "%s %s\r\n", verb, arg.c_str()) < 0 || std::fflush(m_out) != 0)
            return -1;
        do {
            if (!std::fgets(line, sizeof line, m_in))
                return -1;
        } while (std::strlen(line) > 3 && line[3] == '-');
        int code = 0;
        return std::sscanf(line, "%3d", &code) == 1 ? code : -1;
    }

    void close()
    {
        if (m_out)
            std::fclose(m_out);
        if (m_in)
            std::fclose(m_in);
        m_in = m_out = 0;
    }

private:
    DialogStream(const DialogStream&);
    DialogStream& operator=(const DialogStream&);
    FILE* m_in;
    FILE* m_out;
};

int dialFaxServer();    /* -1 on failure */

bool queueFax(const std::string& number, const std::string& spoolFile)
{
    DialogStream d;
    int s = dialFaxServer();
    if (s < 0 || !d.open(s))
        return false;
    if (d.command("DEST", number) != 200)
        return false;
    if (d.command("FILE", spoolFile) != 200)
        return false;
    bool ok = d.command("SUBMIT", "") == 250;
    d.command("QUIT", "");
    return ok;
}
