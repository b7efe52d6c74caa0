void Session::readHeader() {
  auto self = shared_from_this();
  asio::async_read(socket_, asio::buffer(hdr_), [this, self](std::error_code ec, size_t) {
    if (ec) {
      room_.leave(self);
      return;
    }
    readBody();
  });
}
void Session::readBody() {
  auto self = shared_from_this();
  asio::async_read(socket_, asio::buffer(body_), [this, self](std::error_code ec, size_t) {
    if (!ec) { room_.deliver(body_); readHeader(); }
    else room_.leave(self);
  });
}
void Session::start() { room_.join(shared_from_this()); readHeader(); }
