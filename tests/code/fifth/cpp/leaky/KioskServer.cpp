#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QHash>
#include <QLoggingCategory>

Q_LOGGING_CATEGORY(lcKiosk, "museum.kiosk")

// Every kiosk of the museum keeps one connection for content updates.

class KioskWorker : public QObject
{
    Q_OBJECT
public:
    explicit KioskWorker(qintptr handle) : m_handle(handle) {}

public slots:
    void run()
    {
        m_sock = new QTcpSocket(this);
        if (!m_sock->setSocketDescriptor(m_handle)) {
            qCWarning(lcKiosk) << m_sock->errorString();
            emit finished();
            return;
        }
        m_sock->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_sock->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
        connect(m_sock, &QTcpSocket::readyRead, this, &KioskWorker::onReadyRead);
        connect(m_sock, &QTcpSocket::disconnected, this, &KioskWorker::finished);
    }

signals:
    void finished();

private:
    void onReadyRead()
    {
        while (m_sock->canReadLine()) {
            const QByteArray id = m_sock->readLine().trimmed();
            m_sock->write("CONTENT " + id + " v42\n");
        }
        if (m_sock->bytesAvailable() > 8192)
            m_sock->abort();
    }

    qintptr m_handle;
    QTcpSocket *m_sock = nullptr;
};

class KioskServer : public QTcpServer
{
    Q_OBJECT
public:
    using QTcpServer::QTcpServer;
    int maxKiosks = 200;

protected:
    void incomingConnection(qintptr handle) override
    {
        if (m_active >= maxKiosks) {
            qCWarning(lcKiosk) << "too many kiosks, not taking" << handle;
            return;
        }
        auto *thread = new QThread(this);
        auto *worker = new KioskWorker(handle);
        worker->moveToThread(thread);
        connect(thread, &QThread::started, worker, &KioskWorker::run);
        connect(worker, &KioskWorker::finished, thread, &QThread::quit);
        connect(thread, &QThread::finished, worker, &QObject::deleteLater);
        connect(thread, &QThread::finished, this, [this, thread] {
            --m_active;
            thread->deleteLater();
        });
        ++m_active;
        thread->start();
    }

private:
    int m_active = 0;
};

#include "KioskServer.moc"
