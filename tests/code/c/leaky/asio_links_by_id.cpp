// asio: handler on error logs and returns; table keeps by id
#include <boost/asio.hpp>
#include <map>
#include <memory>
namespace asio = boost::asio; using tcp = asio::ip::tcp;
class Hub;
class Link : public std::enable_shared_from_this<Link> {
public:
    Link(tcp::socket s, Hub& h, int id) : sock_(std::move(s)), hub_(h), id_(id) {}
    void read();
    tcp::socket sock_; Hub& hub_; int id_; std::array<char, 512> buf_;
};
class Hub {
public:
    void add(tcp::socket s) {
        int id = ++last_;
        auto l = std::make_shared<Link>(std::move(s), *this, id);
        links_[id] = l;
        l->read();
    }
    void drop(int id) { links_.erase(id); }
    std::map<int, std::shared_ptr<Link>> links_;
    int last_ = 0;
};
void Link::read() {
    sock_.async_read_some(asio::buffer(buf_), [self = shared_from_this()](boost::system::error_code ec, std::size_t n) {
        if (ec) {
            std::clog << "link " << self->id_ << ": " << ec.message() << "\n";
            return; // expect: close-wait-leak
        }
        self->read();
    });
}
