#include <boost/asio.hpp>
void f(boost::asio::ip::tcp::socket &s) { boost::asio::socket_base::send_buffer_size o(4096); s.set_option(o); } // expect: send-buffer-limited
