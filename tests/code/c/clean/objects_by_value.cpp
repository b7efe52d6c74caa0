using ConnPtr = std::shared_ptr<Conn>;

class Desk {
public:
	bool offer(ConnPtr c)
	{
		std::lock_guard l(m_);

		if (q_.size() >= cap_)
			return false;
		q_.push(std::move(c));
		return true;
	}

	void giveBack(ConnPtr c)
	{
		std::lock_guard l(m_);

		if (c->good())
			idle_.push_back(std::move(c));
		else
			++free_;
	}

	void accept()
	{
		acceptor_.async_accept([this](error_code ec, tcp::socket s) {
			if (!ec)
				offer(std::make_shared<Conn>(std::move(s)));
			accept();
		});
	}
};
