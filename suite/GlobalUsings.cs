global using MailSuite.Base;
