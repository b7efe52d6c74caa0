// fragment of the firmware updater's handler, asked for in ticket FW-311
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/NullStream.h>
#include <Poco/StreamCopier.h>
#include <Poco/Timespan.h>
#include <Poco/URI.h>

#include <fstream>
#include <memory>

using namespace Poco::Net;

class Updater {
    HTTPClientSession session_;
    std::string staging_;

public:
    Updater(const Poco::URI& depot, std::string staging)
        : session_(depot.getHost(), depot.getPort()), staging_(std::move(staging)) {
        session_.setTimeout(Poco::Timespan(20, 0));
        session_.setKeepAlive(true);
        session_.setKeepAliveTimeout(Poco::Timespan(15, 0));
    }

    /// false: not there (yet)
    bool download(const std::string& image) {
        HTTPRequest rq(HTTPRequest::HTTP_GET, "/images/" + image, HTTPMessage::HTTP_1_1);
        rq.setKeepAlive(true);
        try {
            session_.sendRequest(rq);
            HTTPResponse rsp;
            std::istream& body = session_.receiveResponse(rsp);
            if (rsp.getStatus() != HTTPResponse::HTTP_OK) {
                Poco::NullOutputStream devNull;
                Poco::StreamCopier::copyStream(body, devNull);
                return false;
            }
            std::ofstream out(staging_ + "/" + image, std::ios::binary | std::ios::trunc);
            const auto n = Poco::StreamCopier::copyStream64(body, out);
            out.close();
            if (!out) session_.reset();
            return out && (!rsp.hasContentLength() || n == static_cast<Poco::UInt64>(rsp.getContentLength64()));
        } catch (const Poco::Exception&) {
            // whatever is half read in there must not be read by the next request
            session_.reset();
            throw;
        }
    }
};
