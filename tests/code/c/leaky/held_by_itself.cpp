struct Session : std::enable_shared_from_this<Session> {
	std::function<void(const std::string &)> on_line;
	tcp::socket socket;

	void read()
	{
		asio::async_read_until(socket, in, '\n',
		    [self = shared_from_this()](error_code ec, size_t n) {
			if (ec)
				return;
			self->on_line(self->take(n));
			self->read();
		});
	}
};

void
welcome(tcp::socket s)
{
	auto session = std::make_shared<Session>(std::move(s));

	session->on_line = [session](const std::string &l) { session->answer(l); }; // expect: close-wait-leak
	session->read();
}
