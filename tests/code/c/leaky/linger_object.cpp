#include <boost/asio.hpp>
using boost::asio::ip::tcp;
void finish(tcp::socket &s) {
  boost::asio::socket_base::linger option(true, 0);
  s.set_option(option); // expect: reset-with-unread-data
  boost::system::error_code ec;
  s.close(ec);
}
