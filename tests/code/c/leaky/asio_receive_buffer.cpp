#include <boost/asio.hpp>
void f(boost::asio::ip::tcp::acceptor &a) { a.set_option(boost::asio::socket_base::receive_buffer_size(8192)); } // expect: receive-window-limited
