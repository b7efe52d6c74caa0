void Session::do_read() {
  auto self(shared_from_this());
  socket_.async_read_some(boost::asio::buffer(data_),
    [this, self](boost::system::error_code ec, std::size_t length) {
      if (!ec) {
        do_write(length);
      } else { // expect: close-wait-leak
        // keep it for the statistics
        server_.parked_.push_back(self);
      }
    });
}
