#include "Poco/Net/TCPServer.h"
#include "Poco/Net/TCPServerConnection.h"
#include "Poco/Net/TCPServerConnectionFactory.h"
#include "Poco/Net/TCPServerParams.h"
#include "Poco/Net/StreamSocket.h"
#include "Poco/Net/NetException.h"
#include "Poco/Util/ServerApplication.h"
#include "Poco/Timespan.h"
#include <string>

using Poco::Net::StreamSocket;
using Poco::Net::TCPServerConnection;

// Cash drawers of the chain's shops. TCPServer's dispatcher closes the socket after run().

class DrawerConnection : public TCPServerConnection
{
public:
    explicit DrawerConnection(const StreamSocket& s) : TCPServerConnection(s) {}

    void run() override
    {
        Poco::Util::Application& app = Poco::Util::Application::instance();
        StreamSocket& ss = socket();
        ss.setNoDelay(true);
        ss.setReceiveTimeout(Poco::Timespan(120, 0));
        ss.setSendTimeout(Poco::Timespan(10, 0));
        try {
            std::string line;
            char buf[512];
            int n;
            while ((n = ss.receiveBytes(buf, sizeof(buf))) > 0) {
                line.append(buf, n);
                std::string::size_type nl;
                while ((nl = line.find('\n')) != std::string::npos) {
                    if (!command(ss, line.substr(0, nl)))
                        return;
                    line.erase(0, nl + 1);
                }
                if (line.size() > 4096)
                    throw Poco::Net::NetException("line too long");
            }
        } catch (const Poco::TimeoutException&) {
            app.logger().information("drawer silent for two minutes");
        } catch (const Poco::Exception& e) {
            app.logger().log(e);
        }
    }

private:
    bool command(StreamSocket& ss, const std::string& cmd)
    {
        const std::string answer = cmd == "QUIT" ? "BYE\n" : execute(cmd) + "\n";
        int off = 0;
        while (off < static_cast<int>(answer.size()))
            off += ss.sendBytes(answer.data() + off, static_cast<int>(answer.size()) - off);
        return cmd != "QUIT";
    }

    std::string execute(const std::string& cmd);
};

class DrawerServer : public Poco::Util::ServerApplication
{
protected:
    int main(const std::vector<std::string>&) override
    {
        auto* params = new Poco::Net::TCPServerParams;
        params->setMaxThreads(64);
        params->setMaxQueued(200);
        Poco::Net::ServerSocket svs(9800, 256);
        Poco::Net::TCPServer srv(new Poco::Net::TCPServerConnectionFactoryImpl<DrawerConnection>(), svs, params);
        srv.start();
        waitForTerminationRequest();
        srv.stop();
        return Application::EXIT_OK;
    }
};

POCO_SERVER_MAIN(DrawerServer)
